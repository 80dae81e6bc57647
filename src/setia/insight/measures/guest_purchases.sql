-- title: Guest purchases
-- definition: Purchases paid in the period that carry no member id.
-- population: guests
-- clock: event_at
-- form: count
SELECT count(*) AS numerator
  FROM sale
 WHERE account_id IS NULL
