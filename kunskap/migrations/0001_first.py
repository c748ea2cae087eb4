"""Articles with their versions, advice, notices with who has read them, and what is to be mended."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _articles()
    _article_types()
    _versions()
    _advice()
    _notices()
    _reads()
    _faults()


def _articles() -> None:
    op.create_table(
        "kunskap_articles",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("everyday", sa.String(400), nullable=False),
        sa.Column("source", sa.String(120), nullable=False),
        sa.Column("forvaltning_id", sa.Integer, nullable=False),
        sa.Column("owner_id", sa.Integer),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("review_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title_words", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(
            ["forvaltning_id"], ["forvaltningar.id"], "fk_kunskap_articles_forvaltning_id_forvaltningar"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["agents.id"], "fk_kunskap_articles_owner_id_agents"),
        sa.PrimaryKeyConstraint("id", name="pk_kunskap_articles"),
    )
    op.create_index("ix_kunskap_articles_forvaltning_id", "kunskap_articles", ["forvaltning_id"])
    op.create_index("ix_kunskap_articles_state_kind", "kunskap_articles", ["state", "kind"])


def _article_types() -> None:
    op.create_table(
        "kunskap_article_types",
        sa.Column("article_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("case_type", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["kunskap_articles.id"],
            "fk_kunskap_article_types_article_id_kunskap_articles",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("article_id", "case_type", name="pk_kunskap_article_types"),
    )
    op.create_index("ix_kunskap_article_types_case_type", "kunskap_article_types", ["case_type"])


def _versions() -> None:
    op.create_table(
        "kunskap_versions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("article_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Integer),
        sa.Column("content", sa.JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kunskap_articles.id"], "fk_kunskap_versions_article_id_kunskap_articles"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], "fk_kunskap_versions_agent_id_agents"),
        sa.PrimaryKeyConstraint("id", name="pk_kunskap_versions"),
        sa.UniqueConstraint("article_id", "number", name="uq_kunskap_versions_article_id_number"),
    )


def _advice() -> None:
    op.create_table(
        "kunskap_advice",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("agent_id", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], "fk_kunskap_advice_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["version_id"], ["kunskap_versions.id"], "fk_kunskap_advice_version_id_kunskap_versions"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], "fk_kunskap_advice_agent_id_agents"),
        sa.PrimaryKeyConstraint("id", name="pk_kunskap_advice"),
        sa.UniqueConstraint("case_id", "version_id", "agent_id", name="uq_kunskap_advice_case_id_version_id_agent_id"),
    )
    op.create_index("ix_kunskap_advice_version_id", "kunskap_advice", ["version_id"])


def _notices() -> None:
    op.create_table(
        "kunskap_notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("forvaltning_id", sa.Integer, nullable=False),
        sa.Column("svarsgrupp_id", sa.Integer),
        sa.Column("case_types", sa.JSON, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent_id", sa.Integer),
        sa.ForeignKeyConstraint(
            ["forvaltning_id"], ["forvaltningar.id"], "fk_kunskap_notices_forvaltning_id_forvaltningar"
        ),
        sa.ForeignKeyConstraint(
            ["svarsgrupp_id"], ["svarsgrupper.id"], "fk_kunskap_notices_svarsgrupp_id_svarsgrupper"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], "fk_kunskap_notices_agent_id_agents"),
        sa.PrimaryKeyConstraint("id", name="pk_kunskap_notices"),
    )
    op.create_index("ix_kunskap_notices_kind_ends_at", "kunskap_notices", ["kind", "ends_at"])


def _reads() -> None:
    op.create_table(
        "kunskap_reads",
        sa.Column("notice_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("agent_id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["kunskap_notices.id"], "fk_kunskap_reads_notice_id_kunskap_notices", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], "fk_kunskap_reads_agent_id_agents"),
        sa.PrimaryKeyConstraint("notice_id", "agent_id", name="pk_kunskap_reads"),
    )


def _faults() -> None:
    op.create_table(
        "kunskap_faults",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("article_id", sa.Integer),
        sa.Column("version", sa.Integer),
        sa.Column("case_id", sa.Integer),
        sa.Column("case_type", sa.String(10), nullable=False),
        sa.Column("forvaltning_id", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("agent_id", sa.Integer),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("done_by", sa.Integer),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["article_id"], ["kunskap_articles.id"], "fk_kunskap_faults_article_id_kunskap_articles"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], "fk_kunskap_faults_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["forvaltning_id"], ["forvaltningar.id"], "fk_kunskap_faults_forvaltning_id_forvaltningar"
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], "fk_kunskap_faults_agent_id_agents"),
        sa.ForeignKeyConstraint(["done_by"], ["agents.id"], "fk_kunskap_faults_done_by_agents"),
        sa.PrimaryKeyConstraint("id", name="pk_kunskap_faults"),
    )
    op.create_index("ix_kunskap_faults_agent_id_told_at", "kunskap_faults", ["agent_id", "told_at"])
    op.create_index("ix_kunskap_faults_done_at_forvaltning_id", "kunskap_faults", ["done_at", "forvaltning_id"])
