"""Currencies by ISO 4217, with their exponent: how many decimals the minor unit has.

Storage follows ISO; how many decimals a person sees is another table, of the surfaces (rupiah are shown without).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

_TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD YER ZAR ZMW ZWG
""".split()
_ZERO = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
_THREE = "BHD IQD JOD KWD LYD OMR TND".split()

EXPONENT: dict[str, int] = {
    **dict.fromkeys(_TWO, 2),
    **dict.fromkeys(_ZERO, 0),
    **dict.fromkeys(_THREE, 3),
}

MUST_STATE_EXPONENT = frozenset({"IDR", "VND"})
"""Currencies whose minor unit sources disagree on: a source of these says its own exponent or is refused."""


def to_minor(amount: Decimal, exponent: int) -> int:
    """An exact amount in major units as whole minor units.

    Raises ValueError if it is not a finite number or has more decimals than the currency.
    """
    if not amount.is_finite():
        raise ValueError("not a finite amount")
    try:
        scaled = amount.scaleb(exponent)
        whole = scaled.to_integral_exact()
    except InvalidOperation as fault:
        raise ValueError("amount out of range") from fault
    if whole != scaled:
        raise ValueError(f"more than {exponent} decimals")
    return int(whole)
