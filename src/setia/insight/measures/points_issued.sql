-- title: Issued
-- definition: Units earned in the period, less those taken back by returns.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet
SELECT wallet_type AS wallet, sum(amount) AS numerator
  FROM issue
 GROUP BY ALL
