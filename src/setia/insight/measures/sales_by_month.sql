-- title: Net sales by month
-- definition: What purchased goods cost after discounts, in the month of the purchase; returns are not taken off.
-- population: members and guests
-- clock: event_at
-- form: money
-- by: month
SELECT month_of(event_at) AS month, sum(net) AS numerator
  FROM sale
 GROUP BY ALL
