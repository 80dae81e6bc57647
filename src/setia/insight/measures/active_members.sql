-- title: Active members
-- definition: Members with at least one purchase in the period.
-- population: members of the program
-- clock: event_at
-- form: count
SELECT count(DISTINCT account_id) AS numerator
  FROM member_sale
