-- title: Average order value
-- definition: Net sales for each purchase.
-- population: members and guests
-- clock: event_at
-- form: mean
SELECT coalesce(sum(net), 0) AS numerator, count(*) AS denominator
  FROM sale
