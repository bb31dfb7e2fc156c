"""Asks for what an end wants to be shown before it is watched: a key, a secret, a look at its certificate."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from footlight.desktop.offers import Offer


class Credentials(QDialog):
    """Accepted, it has `key` and `secret`; what is optional may be left empty."""

    def __init__(self, offer: Offer, parent: QWidget, *, key: bool, secret: bool, pin: bool) -> None:
        """``key``, ``secret``: ask for it where it may be wanted. ``pin``: ask whether the certificate is right."""
        super().__init__(parent)
        self.setWindowTitle(f"Watch {offer.name} - Footlight")
        self.setMinimumWidth(420)
        self._needed: list[QLineEdit] = []
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._key = self._field("&Key", offer.wants_key, "As the other end printed it") if key else None
        self._secret = self._field("&Secret", offer.wants_secret, "The words that the sender chose") if secret else None
        whole = QVBoxLayout(self)
        heading = QLabel(offer.name)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        font = heading.font()
        font.setBold(True)
        heading.setFont(font)
        whole.addWidget(heading)
        self._same = self._certificate(offer.pin, whole) if pin and offer.pin is not None else None
        whole.addLayout(self._form)
        choices = QDialogButtonBox()
        self._watch = choices.addButton("&Watch", QDialogButtonBox.ButtonRole.AcceptRole)
        self._watch.setDefault(True)
        choices.addButton("Back", QDialogButtonBox.ButtonRole.RejectRole).setAutoDefault(False)
        choices.accepted.connect(self.accept)
        choices.rejected.connect(self.reject)
        whole.addWidget(choices)
        self._check()

    @property
    def key(self) -> str | None:
        """What was typed; None where that is nothing."""
        return (self._key.text().strip() or None) if self._key is not None else None

    @property
    def secret(self) -> str | None:
        """The same."""
        return (self._secret.text() or None) if self._secret is not None else None

    def _field(self, name: str, wanted: bool | None, hint: str) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setObjectName(name.strip("&").lower())
        field.setPlaceholderText(hint if wanted else f"{hint}; empty where there is none")
        field.textChanged.connect(self._check)
        if wanted:
            self._needed.append(field)
        self._form.addRow(name, field)
        return field

    def _certificate(self, pin: str, whole: QVBoxLayout) -> QCheckBox:
        words = QLabel(
            "Anybody on this network can announce anything. Its certificate has this fingerprint, which must be the"
            " one that the other end printed after --pin:"
        )
        words.setWordWrap(True)
        shown = QLabel(_grouped(pin))
        shown.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        shown.setAccessibleName("Fingerprint")
        same = QCheckBox("&It is the same")
        same.toggled.connect(self._check)
        for widget in (words, shown, same):
            whole.addWidget(widget)
        return same

    def _check(self) -> None:
        """Watching can begin when all that is wanted is there."""
        if hasattr(self, "_watch"):
            confirmed = self._same is None or self._same.isChecked()
            self._watch.setEnabled(confirmed and all(field.text().strip() for field in self._needed))


def _grouped(pin: str) -> str:
    """A fingerprint in rows that eyes can follow."""
    algorithm, _, digits = pin.partition(":")
    groups = [digits[at : at + 8] for at in range(0, len(digits), 8)]
    return f"{algorithm}:\n{' '.join(groups[:4])}\n{' '.join(groups[4:])}"
