-- title: Repeat purchase rate
-- definition: Members with two or more purchases in the period, of those with at least one.
-- population: active members
-- clock: event_at
-- form: rate
SELECT count(*) FILTER (purchases >= 2) AS numerator, count(*) AS denominator
  FROM (SELECT count(*) AS purchases FROM member_sale GROUP BY account_id)
