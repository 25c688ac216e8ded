"""The words of alerts in other languages. What is known stays as it is written, in English."""

from __future__ import annotations

from bot.outbox.words import ENGLISH, Words
from bot.store.records import Kind

GERMAN = Words(
    locale="de",
    headings=(
        (Kind.MEMBERS, "Neues Mitglied der ISECG", "{count} neue Mitglieder der ISECG"),
        (Kind.NEWS, "Nachricht von der ISECG", "{count} Nachrichten von der ISECG"),
        (Kind.PUBLICATIONS, "Neue Veröffentlichung der ISECG", "{count} neue Veröffentlichungen der ISECG"),
    ),
    digest="ISECG: was seit dem {date} geschah",
    country="Land",
    joined="Beigetreten",
    place="als {number} Mitgliedsorganisation",
    places="zwischen der {low} und der {high} Mitgliedsorganisation",
    founding="Gründungsmitglied",
    brings="Bringt ein",
    dated="Datum",
    type="Art",
    between="zwischen {first} und {last}",
    source="Quelle",
    changed="Berichtigt am {date}: {fact}: {new}, nicht {old}.",
    changed_long="Berichtigt am {date}: {fact}.",
    source_changed="die Quellen",
    withdrawn="Zurückgezogen am {date}: Das behaupten wir nicht mehr.",
    restored="Wieder gültig seit {date}.",
    facts=(
        ("name", "der Name"),
        ("acronym", "das Kürzel"),
        ("country", "das Land"),
        ("joined", "der Beitritt"),
        ("brings", "was es einbringt"),
        ("headline", "die Überschrift"),
        ("title", "der Titel"),
        ("type", "die Art"),
        ("date", "das Datum"),
        ("summary", "die Zusammenfassung"),
        ("url", "der Link"),
    ),
    more="… und {count} weitere",
)

JAPANESE = Words(
    locale="ja",
    headings=(
        (Kind.MEMBERS, "ISECGの新しい参加機関", "ISECGの新しい参加機関 {count}件"),
        (Kind.NEWS, "ISECGのニュース", "ISECGのニュース {count}件"),
        (Kind.PUBLICATIONS, "ISECGの新しい刊行物", "ISECGの新しい刊行物 {count}件"),
    ),
    digest="ISECG: {date}からの出来事",
    country="国",
    joined="参加",
    place="{number}番目の参加機関",
    places="{low}番目から{high}番目の間の参加機関",
    founding="創設メンバー",
    brings="もたらすもの",
    dated="日付",
    type="種類",
    between="{first}から{last}の間",
    source="出典",
    changed="{date}訂正: {fact}は「{old}」ではなく「{new}」です。",
    changed_long="{date}訂正: {fact}。",
    source_changed="出典",
    withdrawn="{date}取り下げ: この内容は取り消されました。",
    restored="{date}に再び有効になりました。",
    facts=(
        ("name", "名称"),
        ("acronym", "略称"),
        ("country", "国"),
        ("joined", "参加時期"),
        ("brings", "もたらすもの"),
        ("headline", "見出し"),
        ("title", "題名"),
        ("type", "種類"),
        ("date", "日付"),
        ("summary", "要約"),
        ("url", "リンク"),
    ),
    more="… ほか{count}件",
)

_ALL = {"en": ENGLISH, "de": GERMAN, "ja": JAPANESE}


def words_for(language: str | None) -> Words:
    """The words of a language; English where there are none."""
    return _ALL.get(language or "en", ENGLISH)
