-- title: Issued by month
-- definition: Units earned, less those taken back, in the month of the purchase that earned them.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet, month
SELECT month_of(effective_at) AS month, wallet_type AS wallet, sum(amount) AS numerator
  FROM issue
 GROUP BY ALL
