"""The database: models, migrations, and the only SQL that reads or writes the ledger."""
