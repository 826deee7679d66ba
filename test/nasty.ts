/** Texts that have broken other programs, a few of each kind. test/real tries the long public list. */
export const nasty: string[] = [
	...[
		'',
		' ',
		'\t\n',
		'0',
		'-1',
		'1e309',
		'NaN',
		'null',
		'undefined',
		'true',
		'[]',
		'{}',
		'1/0',
		'99999999999999999999',
		'0x0',
		'٣'
	],
	...[
		"'; drop table account; --",
		"' or 1=1 --",
		'1) union select null --',
		'$1',
		'%s%n%x',
		'{{7*7}}',
		'${7*7}',
		'<%= 7*7 %>',
		'#{7*7}'
	],
	...[
		'<script>alert(1)</script>',
		'"><img src=x onerror=alert(1)>',
		"javascript:alert('x')",
		'<!--',
		']]>',
		'&lt;b&gt;',
		'</textarea><b>'
	],
	...['../../../etc/passwd', 'C:\\CON', 'file:///etc/passwd', '//evil.example', '/\\evil.example', 'http://127.0.0.1:1/'],
	...[
		'\u0000',
		'a\u0000b',
		'\uFEFFx',
		'\u202Eevil',
		'\u200B',
		'\uD800',
		'Ａ',
		'e\u0301'.repeat(50),
		'Z͑ͫ̓ͪ̂ͫ̽͏̴̙',
		'👩‍👩‍👧‍👦',
		'表ポあA鷗ŒéＢ逍Üßªąñ丂㐀𠀀'
	],
	...[
		"=cmd|' /C calc'!A0",
		'@SUM(1+1)',
		'+1',
		'a\r\nSet-Cookie: x=y',
		'a@b.c\nBcc: d@e.f',
		'"a b"@example.org',
		`${'a'.repeat(300)}@example.org`
	],
	...['2027-02-30', '0000-00-00', '99999-12-31', '25:61', 'x'.repeat(10_000)]
]
