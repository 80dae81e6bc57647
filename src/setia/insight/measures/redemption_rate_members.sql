-- title: Members who redeemed
-- definition: Members who redeemed in the period, compared with the active members.
-- population: active members
-- clock: effective_at
-- form: rate
SELECT (SELECT count(DISTINCT account_id) FROM redemption WHERE amount > 0) AS numerator,
       (SELECT count(DISTINCT account_id) FROM member_sale) AS denominator
