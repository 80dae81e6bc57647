-- title: Expired by month
-- definition: Units that ended unused, in the month of their end: what is usable through 31 January ends on 1 February.
-- population: members of the program
-- clock: effective_at
-- form: units
-- by: wallet, month
SELECT no AS month, wallet_type AS wallet, sum(amount) AS numerator
  FROM expiry ASOF JOIN month ON effective_at >= begins_at
 GROUP BY ALL
