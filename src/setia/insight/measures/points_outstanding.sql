-- title: Outstanding
-- definition: Units that members held at the end of the period, usable or not yet; debts are not set off.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet
SELECT wallet_type AS wallet, sum(amount) AS numerator
  FROM holding
 GROUP BY ALL
