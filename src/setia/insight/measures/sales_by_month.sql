-- title: Net sales by month
-- definition: What purchased goods cost after discounts, in the month of the purchase.
-- population: members and guests
-- clock: event_at
-- form: money
-- by: month
SELECT no AS month, sum(net) AS numerator
  FROM sale ASOF JOIN month ON event_at >= begins_at
 GROUP BY ALL
