"""Uploads under way, and the codes that carry one to another device."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model, now


class UploadState(StrEnum):
    """Where an upload stands: bytes are coming, all are here, or none will be taken."""

    ARRIVING = "arriving"
    COMPLETE = "complete"
    DELIVERED = "delivered"
    REFUSED = "refused"


class Upload(Model):
    """A file on its way; how much is here is the size of its bytes on disk, and no column.

    The right to send bytes lies in its address, made from `id` and `nonce` with the key of
    the site: it needs no session, and opens nothing once the upload is cancelled. `destination` and
    `record_id` say where the file goes, `replaces_id` which file it stands in for.
    """

    __tablename__ = "upload"

    changes_pages = False

    id: Mapped[int] = mapped_column(primary_key=True)
    nonce: Mapped[str] = mapped_column(String(32))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    destination: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    replaces_id: Mapped[int | None]
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    state: Mapped[UploadState] = mapped_column(default=UploadState.ARRIVING, index=True)
    problem: Mapped[str] = mapped_column(String(40), default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("file.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class HandoverCode(Model):
    """Six characters that open an upload on another device, once; only their hash is kept."""

    __tablename__ = "handover_code"

    changes_pages = False

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("upload.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
