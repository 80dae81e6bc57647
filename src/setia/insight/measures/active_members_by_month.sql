-- title: Active members by month
-- definition: Members with at least one purchase in the month.
-- population: members of the program
-- clock: event_at
-- form: count
-- by: month
SELECT month, count(*) AS numerator
  FROM (SELECT DISTINCT month_of(event_at) AS month, account_id FROM member_sale)
 GROUP BY ALL
