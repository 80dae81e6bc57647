-- title: Redemption rate
-- definition: Units redeemed in the period for those issued in it, whenever the redeemed ones were earned.
-- population: members of the program
-- clock: effective_at
-- form: rate
-- by: wallet
SELECT wallet_type AS wallet, sum(redeemed) AS numerator, sum(issued) AS denominator
  FROM (SELECT wallet_type, amount AS issued, 0 AS redeemed FROM issue
        UNION ALL
        SELECT wallet_type, 0, amount FROM redemption)
 GROUP BY ALL
