-- title: Redeemed
-- definition: Units spent in the period, less those given back.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet
SELECT wallet_type AS wallet, sum(amount) AS numerator
  FROM redemption
 GROUP BY ALL
