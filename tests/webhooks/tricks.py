"""Ways to make a server knock at doors inside: addresses of URLs, and addresses of machines."""
# ruff: noqa: RUF001 - digits and letters of other alphabets are among the tricks

from __future__ import annotations

INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.255 127.0.0.1 127.0.0.53 127.1.2.3
127.255.255.255 168.63.129.16 169.254.0.1 169.254.169.253 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.255
192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::a00:1 100::1 2001::1 2001:0:7f00:1::1 2001:db8::1 2002:7f00:1::
2002:a9fe:a9fe::1 2002:c0a8:1::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1 fd00::1 fd00:ec2::254 fd12:3456:789a::1
fe80::1 fe80::1%eth0 fec0::1 ff01::1 ff02::1 ff0e::1
""".split()
OUTSIDE = "1.1.1.1 8.8.8.8 93.184.216.34 172.32.0.1 100.128.0.1 192.169.0.1 2606:4700::1111 2a00:1450:4001::8a".split()

_WAYS = """
http://example.com/ ftp://example.com/ file:///etc/passwd gopher://example.com/ data:text/plain,x javascript:alert(1)
dict://example.com:2628/ ldap://example.com/ ws://example.com/ //example.com/ example.com /hooks https: https:// https:///x
HTTPS://example.com/ https:/example.com/ https:example.com https://user@example.com/ https://user:pass@example.com/
https://example.com@127.0.0.1/ https://127.0.0.1@example.com/ https://@127.0.0.1/ https://example.com:80@127.0.0.1/
https://example.com\\@127.0.0.1/ https://example.com\\.127.0.0.1/ https:\\\\127.0.0.1/ https://example.com/#@127.0.0.1/
https://example.com#@127.0.0.1/ https://127.0.0.1#.example.com/ https://example.com?@127.0.0.1/
https://example.com:22/ https://example.com:80/ https://example.com:6379/ https://example.com:8443/ https://example.com:0/
https://example.com:65536/ https://example.com:443443/ https://example.com:/ https://example.com:-1/ https://example.com:+443/
https://example.com:443:80/ https://example.com:４４３/
https://2130706433/ https://017700000001/ https://0177.0.0.1/ https://0x7f000001/ https://0x7f.0.0.1/ https://0x7f.1/
https://127.1/ https://127.0.1/ https://0/ https://0x/ https://00000000000000000177.0.0.1/ https://127.0.0.1./
https://127.0.0.01/ https://127.0.0.0x1/ https://1.2.3.4.5/ https://256.1.1.1/ https://3232235521/ https://127.0.0.1.0/
https://2852039166/ https://0xa9fea9fe/ https://0251.0376.0251.0376/ https://425.510.425.510/ https://169.254.43518/
https://[::1/ https://::1/ https://[::1]x/ https://[fe80::1%25eth0]/ https://[fe80::1%eth0]/ https://[v1.x]/ https://[127.0.0.1]/
https://[::ffff:7f00:1]:22/ https://[]/ https://[::1::]/ https://[::ffff:127.0.0.1.]/
https://１２７.０.０.１/ https://127。0。0。1/ https://ｌｏｃａｌｈｏｓｔ/ https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ https://bücher.example/ https://exa\u00admple.com/
https://exam\u200bple.com/ https://①②⑦.0.0.1/ https://ex%61mple.com/ https://127%2e0%2e0%2e1/ https://%31%32%37.0.0.1/
https://example..com/ https://.example.com/ https://-example.com/ https://example-.com/ https://exa,mple.com/ https://*.example.com/
sftp://example.com/ telnet://example.com/ tftp://example.com/ ssh://example.com/ smb://example.com/ imap://example.com/
jar:https://example.com!/ netdoc:///etc/passwd php://input view-source:https://example.com/
blob:https://example.com/ about:blank
mailto:a@example.com chrome://settings urn:example https+unix://%2Fvar%2Frun%2Fdocker.sock/ unix:///var/run/docker.sock
https://example.com:25/ https://example.com:110/ https://example.com:143/ https://example.com:3306/ https://example.com:5432/
https://example.com:9200/ https://example.com:11211/ https://example.com:27017/
https://example.com:2375/ https://example.com:10250/
https://0177.1/ https://0x7f.0x1/ https://0X7F.1/ https://127.0x1/ https://0000.0000.0000.0000/ https://0.0/ https://2130706433./
https://[0:0:0:0:0:ffff:127.0.0.1]:22/ https://[::]:80/
https://example.com;127.0.0.1/ https://example.com&@127.0.0.1/ https://127.0.0.1%00.example.com/ https://example.com%2f@127.0.0.1/
""".split()
WAYS = [
    *_WAYS,
    "",
    " https://example.com/",
    "https://example.com/ ",
    "https://exam ple.com/",
    "https://example.com/a b",
    "https://example.com/\r\nHost: 127.0.0.1",
    "https://example.com\n/",
    "https://example.com\t/",
    "https://example.com\x00/",
    "https://example.com/\x7f",
    "ht\ntps://example.com/",
    "https://" + "a" * 64 + ".example.com/",
    "https://" + "a." * 130 + "com/",
    "https://example.com/" + "a" * 500,
]
"""Addresses that are refused without asking anybody where they lead."""

NAMES = ["localhost", "localhost.", "LOCALHOST", "ip6-localhost", "metadata.google.internal", "rebound.example.com"]
