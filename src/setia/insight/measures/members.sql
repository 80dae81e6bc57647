-- title: Members
-- definition: Members who had joined, and not left, by the end of the period.
-- population: members of the program
-- clock: joined_at
-- form: count
SELECT count(*) AS numerator
  FROM joined_member
