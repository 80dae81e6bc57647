-- title: Expired by month
-- definition: Units that ended unused, in the month of their end: what is usable through 31 January ends on 1 February.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet, month
SELECT month_of(effective_at) AS month, wallet_type AS wallet, sum(amount) AS numerator
  FROM expiry
 GROUP BY ALL
