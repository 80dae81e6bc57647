-- title: Still to expire
-- definition: Units that members hold now, by the month in which they end if nobody uses them.
-- population: members of the program
-- clock: now
-- form: units
-- by: wallet, ends_at
SELECT wallet_type AS wallet, ends_at, sum(amount) AS numerator
  FROM lot_ahead
 GROUP BY ALL
