-- title: Retention rate
-- definition: Of the members who bought in the period just before, as long as this one, those who bought in this one.
-- population: members with a purchase in the period before
-- clock: event_at
-- form: rate
SELECT count(*) FILTER (account_id IN (SELECT account_id FROM member_sale)) AS numerator, count(*) AS denominator
  FROM (SELECT DISTINCT account_id FROM member_sale_before)
