"""Photos and what is seen in them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "example_photos",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(20), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], "fk_example_photos_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_example_photos"),
    )
    op.create_index("ix_example_photos_case_id", "example_photos", ["case_id"])
    op.create_table(
        "example_sightings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("photo_id", sa.Integer, nullable=False),
        sa.Column("what", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["example_photos.id"], "fk_example_sightings_photo_id_example_photos", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_example_sightings"),
    )
