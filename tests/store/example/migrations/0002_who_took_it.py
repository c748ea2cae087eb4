"""Longer titles, and the agent who took the photo: on SQLite the table is rebuilt, under rows that point at it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    with op.batch_alter_table("example_photos") as photos:
        photos.alter_column("title", existing_type=sa.String(20), type_=sa.String(200), existing_nullable=False)
        photos.add_column(sa.Column("agent_id", sa.Integer))
        photos.create_foreign_key("fk_example_photos_agent_id_agents", "agents", ["agent_id"], ["id"])
