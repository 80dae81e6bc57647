-- title: Sales to members
-- definition: Net sales on a member id, as a share of all net sales.
-- population: members and guests
-- clock: event_at
-- form: rate
SELECT coalesce(sum(net) FILTER (account_id IS NOT NULL), 0) AS numerator, coalesce(sum(net), 0) AS denominator
  FROM sale
