"""Forms half filled in, their files, and the register."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "synpunkter_steps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("plugin", sa.String(40), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("answers", sa.JSON, nullable=False),
        sa.Column("sent", sa.Boolean, nullable=False),
        sa.Column("receipt", sa.JSON, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_synpunkter_steps"),
        sa.UniqueConstraint("address", name="uq_synpunkter_steps_address"),
    )
    op.create_index("ix_synpunkter_steps_expires_at", "synpunkter_steps", ["expires_at"])
    op.create_table(
        "synpunkter_files",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("steps_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("content_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["steps_id"], ["synpunkter_steps.id"], "fk_synpunkter_files_steps_id_synpunkter_steps", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_synpunkter_files"),
    )
    op.create_index("ix_synpunkter_files_steps_id", "synpunkter_files", ["steps_id"])
    _register()


def _register() -> None:
    op.create_table(
        "synpunkter_register",
        sa.Column("case_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("plugin", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("topic", sa.String(60), nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("wants_answer_by", sa.String(8), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True)),
        sa.Column("led_to_measure", sa.Boolean),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("measure_at", sa.DateTime(timezone=True)),
        sa.Column("measure_by", sa.Integer),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], "fk_synpunkter_register_case_id_cases"),
        sa.ForeignKeyConstraint(["measure_by"], ["agents.id"], "fk_synpunkter_register_measure_by_agents"),
        sa.PrimaryKeyConstraint("case_id", name="pk_synpunkter_register"),
    )
    op.create_index("ix_synpunkter_register_received_at_case_id", "synpunkter_register", ["received_at", "case_id"])
