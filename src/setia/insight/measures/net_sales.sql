-- title: Net sales
-- definition: What purchased goods cost after discounts, as displayed to the buyer; returns are not taken off.
-- population: members and guests
-- clock: event_at
-- form: money
SELECT coalesce(sum(net), 0) AS numerator
  FROM sale
