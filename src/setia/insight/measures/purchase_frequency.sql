-- title: Purchase frequency
-- definition: Purchases of members in the period, for each active member.
-- population: active members
-- clock: event_at
-- form: ratio
SELECT count(*) AS numerator, count(DISTINCT account_id) AS denominator
  FROM member_sale
