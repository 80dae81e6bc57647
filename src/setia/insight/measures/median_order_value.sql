-- title: Median order value
-- definition: Half of the purchases come to this or less, half to this or more.
-- population: members and guests
-- clock: event_at
-- form: median
-- Of an even number the two in the middle, of an odd number the middle one twice: the first amounts that so many
-- purchases come to or stay below.
SELECT coalesce(min(net) FILTER (upto >= (purchases + 1) // 2)::HUGEINT
                + min(net) FILTER (upto >= (purchases + 2) // 2), 0) AS numerator,
       if(count(*) > 0, 2, 0) AS denominator
  FROM (SELECT net, sum(count(*)) OVER (ORDER BY net) AS upto, sum(count(*)) OVER () AS purchases
          FROM sale GROUP BY net)
