-- What a measure may read: the copy's rows of one program, cut to one period. Every name here has one meaning for all
-- measures. What stands in braces is put in by relations.py: whole numbers, a currency of three letters, the months.

-- The number of the period's month that an instant lies in, by the calendar of the program's zone.
CREATE MACRO month_of(instant) AS {month_of};

-- Purchases that count: the version now in force of every purchase that was paid, in the program's currency.
CREATE VIEW recorded_sale AS
SELECT id, owner_id AS account_id, store, event_at, net
  FROM purchase
 WHERE program_id = {program_id} AND is_current AND status IN ('paid', 'fulfilled') AND currency = '{currency}';

-- Those in the period, of members and of guests (whose account_id is null).
CREATE VIEW sale AS
SELECT * FROM recorded_sale WHERE event_at >= {begins_at} AND event_at < {ends_at};

-- Those of members.
CREATE VIEW member_sale AS
SELECT * FROM sale WHERE account_id IS NOT NULL;

-- Those of members in the period just before, as long as this one.
CREATE VIEW member_sale_before AS
SELECT * FROM recorded_sale
 WHERE account_id IS NOT NULL AND event_at >= {lookback_at} AND event_at < {begins_at};

-- Members who had joined and not left by the period's end. Of members who were merged, one is left.
CREATE VIEW joined_member AS
SELECT account_id, joined_at
  FROM member
 WHERE program_id = {program_id} AND joined_at < {ends_at} AND (left_at IS NULL OR left_at >= {ends_at});

-- Units moved before the period's end.
CREATE VIEW movement_until_end AS
SELECT owner_id AS account_id, wallet_type, from_account, to_account, amount, effective_at
  FROM entry
 WHERE program_id = {program_id} AND effective_at < {ends_at};

-- Lots that no sweep has booked as expired yet, though their time is over: their units count as expired when they ended.
CREATE VIEW lot_due AS
SELECT owner_id AS account_id, wallet_type, pending + free AS amount, ends_at AS effective_at
  FROM lot
 WHERE program_id = {program_id} AND pending + free > 0 AND ends_at <= {now} AND ends_at < {ends_at};

-- What changed the units that members hold (pending, available or held), before the period's end.
CREATE VIEW holding AS
SELECT wallet_type, amount, effective_at
  FROM movement_until_end
 WHERE to_account IN ('pending', 'available', 'held') AND from_account NOT IN ('pending', 'available', 'held')
UNION ALL
SELECT wallet_type, -amount, effective_at
  FROM movement_until_end
 WHERE from_account IN ('pending', 'available', 'held') AND to_account NOT IN ('pending', 'available', 'held')
UNION ALL
SELECT wallet_type, -amount, effective_at FROM lot_due;

-- In the period: what earning gave, less what was taken back.
CREATE VIEW issue AS
SELECT account_id, wallet_type, effective_at, CASE WHEN from_account = 'issued' THEN amount ELSE -amount END AS amount
  FROM movement_until_end
 WHERE 'issued' IN (from_account, to_account) AND effective_at >= {begins_at};

-- In the period: what members spent, less what was given back to them.
CREATE VIEW redemption AS
SELECT account_id, wallet_type, effective_at, CASE WHEN to_account = 'redeemed' THEN amount ELSE -amount END AS amount
  FROM movement_until_end
 WHERE 'redeemed' IN (from_account, to_account) AND effective_at >= {begins_at};

-- In the period: what ended unused, less what was revived, swept or not.
CREATE VIEW expiry AS
SELECT account_id, wallet_type, effective_at, CASE WHEN to_account = 'expired' THEN amount ELSE -amount END AS amount
  FROM movement_until_end
 WHERE 'expired' IN (from_account, to_account) AND effective_at >= {begins_at}
UNION ALL
SELECT account_id, wallet_type, effective_at, amount FROM lot_due WHERE effective_at >= {begins_at};

-- Units held now whose time is not over, by their own end or by idleness; ends_at is null for those that never end.
CREATE VIEW lot_ahead AS
SELECT owner_id AS account_id, wallet_type, pending + free + held AS amount, ends_at
  FROM lot
 WHERE program_id = {program_id} AND pending + free + held > 0 AND (ends_at IS NULL OR ends_at > {now});
