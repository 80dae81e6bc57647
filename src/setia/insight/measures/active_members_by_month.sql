-- title: Active members by month
-- definition: Members with at least one purchase in the month.
-- population: members of the program
-- clock: event_at
-- form: count
-- by: month
SELECT no AS month, count(DISTINCT account_id) AS numerator
  FROM member_sale ASOF JOIN month ON event_at >= begins_at
 GROUP BY ALL
