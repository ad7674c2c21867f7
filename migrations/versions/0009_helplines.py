"""Keep the numbers that people in danger call."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "helpline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("country_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("is_always_open", sa.Boolean(), nullable=False),
        sa.Column("cost", sa.String(length=24), nullable=False),
        sa.Column("audience", sa.String(length=24), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["user.id"],
            name=op.f("fk_helpline_checked_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["country_id"], ["place.id"], name=op.f("fk_helpline_country_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helpline")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_helpline_country_id"), "helpline", ["country_id"])
    op.create_table(
        "helpline_language",
        sa.Column("helpline_id", sa.Integer(), nullable=False),
        sa.Column("language_code", sa.String(length=3), nullable=False),
        sa.ForeignKeyConstraint(
            ["helpline_id"],
            ["helpline.id"],
            name=op.f("fk_helpline_language_helpline_id_helpline"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["language_code"],
            ["language.code"],
            name=op.f("fk_helpline_language_language_code_language"),
        ),
        sa.PrimaryKeyConstraint(
            "helpline_id", "language_code", name=op.f("pk_helpline_language")
        ),
    )


def downgrade() -> None:
    """Undo this migration."""
    op.drop_table("helpline_language")
    op.drop_index(op.f("ix_helpline_country_id"), table_name="helpline")
    op.drop_table("helpline")
