-- title: Median order value
-- definition: Half of the purchases come to this or less, half to this or more.
-- population: members and guests
-- clock: event_at
-- form: median
-- The middle purchase, or the mean of the two in the middle.
SELECT coalesce(sum(net), 0) AS numerator, count(*) AS denominator
  FROM (SELECT net, row_number() OVER (ORDER BY net) AS place, count(*) OVER () AS purchases FROM sale)
 WHERE place IN ((purchases + 1) // 2, (purchases + 2) // 2)
