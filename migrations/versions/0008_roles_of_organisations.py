"""Give each organisation on an item a role: until now all of them published it."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply this migration."""
    role = sa.Column("role", sa.String(length=24), nullable=False, server_default="publisher")
    with op.batch_alter_table("item_organisation", recreate="always") as batch_op:
        batch_op.add_column(role)
        batch_op.drop_constraint("pk_item_organisation", type_="primary")
        batch_op.create_primary_key(
            "pk_item_organisation", ["item_id", "organisation_id", "role"]
        )
    with op.batch_alter_table("item_organisation") as batch_op:
        batch_op.alter_column(
            "role", existing_type=sa.String(length=24), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    """Undo this migration; only those who publish stay."""
    op.execute("DELETE FROM item_organisation WHERE role != 'publisher'")
    with op.batch_alter_table("item_organisation", recreate="always") as batch_op:
        batch_op.drop_constraint("pk_item_organisation", type_="primary")
        batch_op.drop_column("role")
        batch_op.create_primary_key("pk_item_organisation", ["item_id", "organisation_id"])
