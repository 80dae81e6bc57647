"""Currencies by ISO 4217, with their exponent: how many decimals the minor unit has.

Storage follows ISO; how many decimals a person sees is another table, of the surfaces (rupiah are shown without).
"""

from __future__ import annotations

from decimal import Decimal

_TWO = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
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


POWER_MAX = 100
"""Digits before or after the point beyond which an amount is not looked at."""


def to_minor(amount: Decimal, exponent: int) -> int:
    """An exact amount in major units as whole minor units.

    Raises ValueError if it is not a finite number or has more decimals than the currency.
    """
    if not amount.is_finite():
        raise ValueError("not a finite amount")
    sign, digits, power = amount.as_tuple()
    assert isinstance(power, int)
    if abs(power) > POWER_MAX or len(digits) > POWER_MAX:
        raise ValueError("amount out of range")
    whole: int = int("".join(map(str, digits)))
    shift = power + exponent
    too_many = max(-shift, 0)
    if too_many:
        whole, lost = divmod(whole, 10**too_many)
        if lost:
            raise ValueError(f"more than {exponent} decimals")
    else:
        whole *= int(10**shift)
    return -whole if sign else whole
