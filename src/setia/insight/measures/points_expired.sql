-- title: Expired
-- definition: Units whose time ended unused in the period.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet
SELECT wallet_type AS wallet, sum(amount) AS numerator
  FROM expiry
 GROUP BY ALL
