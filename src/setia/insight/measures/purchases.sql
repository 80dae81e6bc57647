-- title: Purchases
-- definition: Purchases paid in the period, those of guests included.
-- population: members and guests
-- clock: event_at
-- form: count
SELECT count(*) AS numerator
  FROM sale
