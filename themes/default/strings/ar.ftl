# كلمات الواجهة بالعربية.

home = الصفحة الرئيسية
menu = القائمة الرئيسية
menu-open = القائمة
close = إغلاق
find = بحث
find-label = البحث بالرقم أو العنوان أو النص
keys = اختصارات لوحة المفاتيح
key-find = البحث عن صفحة
key-number = البحث عن صفحة برقمها
key-neighbours = الصفحة السابقة أو التالية
key-paragraphs = الفقرة السابقة أو التالية، للربط بها
key-help = هذه القائمة
key-close = إغلاق
keys-single = استخدام الاختصارات ذات المفتاح الواحد
colours = الألوان
colours-auto = حسب الجهاز
colours-light = فاتحة
colours-dark = داكنة
colours-contrast = تباين عالٍ
sources = المصادر
breadcrumbs = موضع هذه الصفحة
skip-to-content = الانتقال إلى المحتوى
on-this-page = في هذه الصفحة
facts = لمحة سريعة
connections = ما يحيل إليها
entries = { $count ->
    [zero] لا مداخل
    [one] مدخل واحد
    [two] مدخلان
    [few] { $count } مداخل
    [many] { $count } مدخلًا
   *[other] { $count } مدخل
}
all-kinds = كل ما في هذا التقرير
cite = كيفية الاستشهاد بهذه الصفحة
cite-part = «{ $part }»، في{" "}
cite-separator = ،{" "}
restates = إعادة صياغة لـ:
cite-restating = إعادة صياغة لما ورد في { $source }
cite-sources = { $count ->
    [one] المصدر
    [two] المصدران
   *[other] المصادر
}
link-here = رابط
link-copied = نُسخ
neighbours = السابق والتالي
previous = السابق
next = التالي
own-page = صفحة مستقلة
mentions = يذكر
mentioned-in = ورد ذكرها في
mentions-more = { $count ->
    [zero] ولا شيء آخر
    [one] وواحد آخر
    [two] واثنان آخران
    [few] و{ $count } أخرى
    [many] و{ $count } أخرى
   *[other] و{ $count } أخرى
}
footnotes = الحواشي
footnote-back = العودة إلى موضع الحاشية
yes = نعم
no = لا

not-found-title = هذه الصفحة غير موجودة
not-found-text = هذا العنوان لا يؤدي إلى شيء. ربما تغيّر، أو لم يكن صحيحًا قط.
to-home = إلى الصفحة الرئيسية
moved-title = انتقلت هذه الصفحة
moved-text = الذهاب إلى عنوانها الجديد

alert-note = ملاحظة
alert-tip = نصيحة
alert-important = مهم
alert-warning = تحذير
alert-caution = تنبيه

date-year = { $year }
date-month = { $month } { $year }
date-day = { $day } { $month } { $year }
month = { $number ->
    [1] كانون الثاني/يناير
    [2] شباط/فبراير
    [3] آذار/مارس
    [4] نيسان/أبريل
    [5] أيار/مايو
    [6] حزيران/يونيه
    [7] تموز/يوليه
    [8] آب/أغسطس
    [9] أيلول/سبتمبر
    [10] تشرين الأول/أكتوبر
    [11] تشرين الثاني/نوفمبر
   *[12] كانون الأول/ديسمبر
}
north = { $degrees }° شمالًا
south = { $degrees }° جنوبًا
east = { $degrees }° شرقًا
west = { $degrees }° غربًا

letters = الحروف
contents = المحتويات
chapter-draft = (لم يُكتب بعد)
hidden-lines = إظهار الأسطر المخفية
code-copy = نسخ
titles-title = كل الصفحات
titles-description = كل صفحات هذا التقرير بعناوينها.
titles-of-letter = كل الصفحات: { $letter }
letter-part = { $letter }، الجزء { $part }
part = الجزء { $part }
parts = الأجزاء
whole-title = التقرير كاملًا
whole-description = كل شيء في صفحة واحدة، بترتيب القراءة، للطباعة وللبحث.
whole-apart = التقرير كاملًا أكبر من أن تسعه صفحة واحدة. لكل وثيقة صفحتها الخاصة للطباعة.
whole-document = هذه الوثيقة في صفحة واحدة، للطباعة وللبحث.
sort-order = بالترتيب
sort-title = حسب العنوان
kind = النوع

neighbourhood = الجوار
relation = العلاقة
record = المدخل
place = المكان
coordinates = الإحداثيات
rough-place = البلد، مرسومًا عند عاصمته
date = التاريخ
event = الحدث
as-a-table = الشيء نفسه في جدول
outlines = الخطوط الخارجية: Natural Earth. وهي لا تعبّر عن أي رأي بشأن أي حدود أو بشأن مركز أي إقليم.

filter = تصفية
sort = الترتيب
filtered = { $shown } من { $all }
from = من
to = إلى
filter-reset = عرض الكل
view-list = قائمة
view-table = جدول
number = الرقم
title = العنوان
download = تنزيل (CSV)
filter-any = الكل
found = النتائج: { $count }
found-instead = تُعرض نتائج «{ $meant }» بدلا من «{ $written }».
found-without = لا توجد صفحة تضم كل هذه الكلمات. الناقص: { $words }
found-nothing = لم يُعثر على شيء: { $words }
find-failed = تعذر تحميل البحث.
first = الأول
last = الأخير
part-title = { $title }، الجزء { $number } من { $count }
part-of = الجزء { $number } من { $count }
rows-more = عرض المزيد
rows-failed = تعذّر تحميل القائمة، فلا يمكن تصفيتها أو ترتيبها هنا.
filter-most = القيم الأكثر تكرارًا وعددها { $count }. اكتب للعثور على غيرها.

ended = الانتهاء
ended-not = سارية
ended-withdrawn = سُحبت
ended-superseded = استُعيض عنها
ended-split = قُسّمت
ended-merged = دُمجت
ended-by-superseded = استُعيض عنها بـ
ended-by-split = قُسّمت إلى
ended-by-merged = دُمجت في
ended-from-superseded = تحل محل
ended-from-split = منبثقة عن تقسيم
ended-from-merged = ناتجة عن دمج
ended-page = كانت هذه الصفحة جزءًا من التقرير ولم تعد كذلك.

collection-title = التقارير مجتمعة
collection-description = هذا التقرير والتقارير التي يحيل إليها أو التي تحيل إليه.
refers-to-other = الإحالات إليه
referred-to-by-other = الإحالات منه

changes-title = آخر التغييرات
changes-description = ما حدث منذ ذلك الحين، الأحدث أولًا.
changes-of-year = تغييرات { $year }
progress-title = أين وصلت الأمور
progress-description = آخر ما قاله كل مُقيِّم، بالأرقام. وحين يتحدث اثنان عن أمر واحد يُحسب كل منهما على حدة.
assessor = المُقيِّم
year = السنة
no-entry = لا مدخل
total = المجموع
shares = النسب المئوية محسوبة من مجموع كل صف.
percent = { $number }٪
none-of-these = لا شيء من هذه
judgement = { $assessor }: { $state }
feed = خلاصة
feed-entry = { $title }: { $state }
differ = المُقيِّمون مختلفون. كل منهم يتحدث عن نفسه.
on-records = { $count ->
    [zero] بلا مداخل
    [one] عن مدخل واحد
    [two] عن مدخلين
    [few] عن { $count } مداخل
    [many] عن { $count } مدخلًا
   *[other] عن { $count } مدخل
}
more = المزيد: { $count }
some-time = في وقت ما من { $year }
milestones-title = ما وُعد به
milestones-description = جميع المراحل حسب سنة استحقاقها، مع المسؤول عنها وحالتها.
changed-since = التغيّر منذ آخر تقييم
before = قبل
now = الآن
change = التغيّر
moved-away = أُجِّل إلى سنة أخرى: { $count }
milestones-count = { $count ->
    [one] مرحلة واحدة
    [two] مرحلتان
    [few] { $count } مراحل
    [many] { $count } مرحلة
   *[other] { $count } مرحلة
}
promised-by = وُعد به بحلول { $date }
promised-open = وُعد به دون موعد
moved-to = أُجِّل إلى { $date }
done-on = أُنجز في { $date }
stated = صُرِّح به
standing-overdue = متأخر
standing-due = لم يحن موعده
standing-open = دون موعد
standing-done-late = أُنجز متأخرًا
standing-done = أُنجز
answered-late = أول قيد متأخر
late = { $count ->
    [one] تأخر يومًا واحدًا
    [two] تأخر يومين
    [few] تأخر { $count } أيام
    [many] تأخر { $count } يومًا
   *[other] تأخر { $count } يوم
}
late-at-least = { $count ->
    [one] تأخر يومًا واحدًا على الأقل
    [two] تأخر يومين على الأقل
    [few] تأخر { $count } أيام على الأقل
    [many] تأخر { $count } يومًا على الأقل
   *[other] تأخر { $count } يوم على الأقل
}
due = الموعد
due-by = الموعد: { $date }
first-due = وُعد به أولًا بحلول { $date }
moved-times = { $count ->
    [one] أُجِّل مرة واحدة
    [two] أُجِّل مرتين
    [few] أُجِّل { $count } مرات
   *[other] أُجِّل { $count } مرة
}
as-of = حتى { $date }
clock-met = كان أول قيد مستحقًا بحلول { $date }، وورد في موعده
clock-late = كان أول قيد مستحقًا بحلول { $date }
clock-overdue = كان أول قيد مستحقًا بحلول { $date }، ولم يرد
clock-open = أول قيد مستحق بحلول { $date }
story = التسلسل الزمني
published = النشر
evidence = الأدلة
owed = مستحق
owed-by = على عاتق
versions-title = الإصدارات
versions-description = الإصدارات المنشورة من هذا التقرير وما تغيّر في كل منها.
version-against = ما تغيّر منذ { $version }.
version-first = الإصدار الأول.
version-count = { $count ->
    [zero] لا تغييرات
    [one] تغيير واحد
    [two] تغييران
    [few] { $count } تغييرات
    [many] { $count } تغييرًا
   *[other] { $count } تغيير
}
version-same = لم يتغيّر شيء.
since-latest = التغييرات منذ أحدث إصدار
since-title = التغييرات منذ { $version }
version-changed = المعدَّل
version-added = المضاف
version-removed = المحذوف
version-id = الاسم السابق
version-likely = يُرجَّح أنه هو نفسه باسم آخر.
version-inside = جزء من
version-order = الترتيب
version-elsewhere = تغيّر موضعه بين أمثاله
version-summary = الوصف
version-mentions = يشير إلى
version-text = النص
changed-text = تغيّر هذا النص منذ نشره أول مرة
changed-record = تغيّرت هذه الصفحة منذ نشرها أول مرة
changed-in = تغيّر في
digest-title = ما تغيّر: { $date }
digest-months = شهرًا بشهر
digest-text = نصًّا عاديًّا
digest-mail = رسالةَ بريد جاهزة للإرسال
card-to-share = صورة للمشاركة
file-kb = { $size } ك.ب
file-mb = { $size } م.ب
shown-files = الملفات التي تعرضها الصفحات أو تحيل إليها
due-dates = مواعيد ما لم يُنجز بعد
overdue-title = ما فات موعده
moves-title = المواعيد المؤجَّلة
data = البيانات
data-description = هذا التقرير في ملفات لجداول البيانات والخرائط والنصوص البرمجية وغيرها من البرامج.
data-files = الملفات
data-example = مثال من { $file }
all-records = جميع السجلات
all-relations = جميع العلاقات بين السجلات
all-dates = جميع الأحداث المؤرخة
all-tables = جميع الجداول وأعمدتها
data-inventory = الجرد، للتقارير الأخرى التي تحيل إلى هذا التقرير
all-files = جميع الملفات
about-csv = جداول لبرامج جداول البيانات والنصوص البرمجية بترميز UTF-8: صف لكل سجل وعمود لكل حقل. تفصل العلامة «|» بين القيم المتعددة في الخلية الواحدة. توضع فاصلة عليا قبل كل نص قد ينفّذه برنامج جداول البيانات كصيغة؛ احذفها لاستعادة النص.
about-xlsx = السجلات لبرامج جداول البيانات: ورقة لكل نوع، والمداخل عما حدث منذ ذلك الحين، وورقة تشرح الأعمدة. تبقى النصوص نصوصًا: لا تحوي أي خلية صيغة. والنص الأطول من أن تتسع له خلية يُستكمل في عمود إضافي في آخر الورقة.
about-json = سجلات نوع واحد بجميع حقولها، سجل في كل سطر. تُسمى السجلات الأخرى بالنوع والمعرّف، مثل recommendation/mediation؛ وتلي الترجمةَ لغتُها.
about-datapackage = ما يحتويه كل جدول: الأعمدة وأنواعها، وأي عمود يقود إلى أي جدول آخر. تقرأ البرامج التي تعرف Data Package جميع الجداول وتتحقق منها عبر هذا الملف وحده.
about-graph = كل سجل عقدة وكل علاقة حافة باسميها: من جهة السجل الذي كُتبت فيه ومن جهة الآخر. تأتي الحواف من الحقول، ومن السجلات الواقعة داخل غيرها، ومن الإشارات مع الجمل التي وردت فيها.
about-geojson = السجلات التي لها إحداثيات، للخرائط: نقطة لكل مكان، خط الطول أولًا، مع حقول السجل.
about-icalendar = الأحداث المؤرخة في هذا التقرير، للتقويمات. التاريخ الذي ينقصه اليوم حدث يدوم شهره أو سنته. وللمواعيد تقويم خاص بها ليس فيه ما أُنجز؛ ويقع كل منها في آخر يوم يمكن أن يعنيه تاريخه.
about-citations = كيفية الاستشهاد بكل صفحة، لبرامج إدارة المراجع. يذكر رأس كل صفحة ملفاتها بالعلاقة «describedby».
about-markdown = نص كل صفحة بصيغة Markdown وروابطه عناوين كاملة، للنماذج اللغوية والنصوص البرمجية: أضف index.md إلى عنوان الصفحة. ويبيّن llms.txt من أين يُبدأ.
about-feeds = ما تغيّر، لقارئات الخلاصات، بصيغة Atom: المداخل عما حدث منذ ذلك الحين والسجلات المؤرخة، الأحدث أولًا، للتقرير كله ولكل نوع؛ وللصفحات التي تحوي مثل هذه السجلات خلاصة خاصة بها: feed.xml بعد العنوان. المدخل المعدَّل مدخل جديد. وإذا نقص التاريخَ يومُه قام مقامه اليوم الأول. وفيها أيضًا ما وُعد به والمواعيد المؤجَّلة وما فات موعده.
about-sums = مجاميع SHA-256 لجميع ملفات البيانات. يبيّن الأمر sha256sum --check SHA256SUMS في مجلدها هل هي كما نُشرت.
