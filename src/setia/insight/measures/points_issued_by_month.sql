-- title: Issued by month
-- definition: Units earned, less those taken back, in the month of the purchase that earned them.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet, month
SELECT no AS month, wallet_type AS wallet, sum(amount) AS numerator
  FROM issue ASOF JOIN month ON effective_at >= begins_at
 GROUP BY ALL
