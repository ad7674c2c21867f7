"""Keep where the columns of imported tables are, and what people chose for the next ones."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    op.create_table(
        "column_choice",
        sa.Column("shape", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"],
            ["user.id"],
            name=op.f("fk_column_choice_chosen_by_id_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("shape", name=op.f("pk_column_choice")),
    )
    op.add_column("directory_import", sa.Column("layout", sa.JSON(), nullable=True))
    op.add_column("directory_import", sa.Column("sample", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Undo this migration."""
    op.drop_column("directory_import", "sample")
    op.drop_column("directory_import", "layout")
    op.drop_table("column_choice")
