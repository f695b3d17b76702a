"""The relational store: tables, migrations, views and queries."""
