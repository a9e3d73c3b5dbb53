# Слова интерфейса на русском языке.

home = Главная
menu = Главное меню
menu-open = Меню
close = Закрыть
find = Найти
find-label = Найти по номеру, заголовку или тексту
keys = Сочетания клавиш
key-find = Найти страницу
key-number = Найти страницу по номеру
key-neighbours = Предыдущая или следующая страница
key-paragraphs = Предыдущий или следующий абзац, чтобы сослаться на него
key-help = Этот список
key-close = Закрыть
keys-single = Использовать одиночные клавиши
colours = Цвета
colours-auto = Как на устройстве
colours-light = Светлые
colours-dark = Тёмные
colours-contrast = Высокий контраст
sources = Исходные файлы
breadcrumbs = Место этой страницы
skip-to-content = К содержанию
on-this-page = На этой странице
facts = Коротко
connections = Что сюда ссылается
entries = { $count ->
    [one] { $count } запись
    [few] { $count } записи
   *[many] { $count } записей
}
all-kinds = Всё в этом докладе
cite = Как цитировать эту страницу
cite-part = «{ $part }», в:{" "}
cite-separator = ,{" "}
restates = Пересказ документа:
cite-restating = пересказ документа: { $source }
cite-sources = { $count ->
    [one] Источник
   *[many] Источники
}
link-here = Ссылка
link-copied = Скопировано
neighbours = До и после
previous = Назад
next = Вперёд
own-page = Отдельная страница
mentions = Упоминает
mentioned-in = Упоминания
mentions-more = и ещё { $count }
footnotes = Сноски
footnote-back = Назад к тексту, сноска
yes = Да
no = Нет

not-found-title = Такой страницы нет
not-found-text = Этот адрес никуда не ведёт. Возможно, он изменился или никогда не был верным.
to-home = На главную страницу
moved-title = Страница переехала
moved-text = Перейти по новому адресу

alert-note = Примечание
alert-tip = Совет
alert-important = Важно
alert-warning = Внимание
alert-caution = Осторожно

date-year = { $year } год
date-month = { $month } { $year } года
date-day = { $day } { $number ->
    [1] января
    [2] февраля
    [3] марта
    [4] апреля
    [5] мая
    [6] июня
    [7] июля
    [8] августа
    [9] сентября
    [10] октября
    [11] ноября
   *[12] декабря
} { $year } года
month = { $number ->
    [1] январь
    [2] февраль
    [3] март
    [4] апрель
    [5] май
    [6] июнь
    [7] июль
    [8] август
    [9] сентябрь
    [10] октябрь
    [11] ноябрь
   *[12] декабрь
}
north = { $degrees }° с. ш.
south = { $degrees }° ю. ш.
east = { $degrees }° в. д.
west = { $degrees }° з. д.

letters = Буквы
contents = Содержание
chapter-draft = (ещё не написано)
hidden-lines = Показать скрытые строки
code-copy = Копировать
titles-title = Все страницы
titles-description = Все страницы этого доклада по заголовкам.
titles-of-letter = Все страницы: { $letter }
letter-part = { $letter }, часть { $part }
part = Часть { $part }
parts = Части
whole-title = Весь доклад
whole-description = Всё на одной странице, по порядку чтения, для печати и поиска.
whole-apart = Весь доклад слишком велик для одной страницы. У каждого документа есть своя страница для печати.
whole-document = Этот документ на одной странице, для печати и поиска.
sort-order = По порядку
sort-title = По заголовку
kind = Вид

neighbourhood = Окружение
relation = Связь
record = Запись
place = Место
coordinates = Координаты
rough-place = страна, отмечена по столице
date = Дата
event = Событие
as-a-table = То же в виде таблицы
outlines = Контуры: Natural Earth. Они не выражают никакого мнения о границах или о статусе территорий.

filter = Отбор
sort = Порядок
filtered = { $shown } из { $all }
from = От
to = До
filter-reset = Показать все
view-list = Список
view-table = Таблица
number = Номер
title = Заголовок
download = Скачать (CSV)
filter-any = все
found = Найдено: { $count }
found-instead = Показано «{ $meant }» вместо «{ $written }».
found-without = Ни на одной странице нет всех этих слов. Нет слова: { $words }
found-nothing = Ничего не найдено: { $words }
find-failed = Не удалось загрузить поиск.
first = В начало
last = В конец
part-title = { $title }, часть { $number } из { $count }
part-of = Часть { $number } из { $count }
rows-more = Показать ещё
rows-failed = Список не удалось загрузить, поэтому отбор и сортировка здесь не работают.
filter-most = Самые частые значения: { $count }. Чтобы найти другие, начните вводить текст.

ended = Прекращение
ended-not = Действует
ended-withdrawn = Отозвано
ended-superseded = Заменено
ended-split = Разделено
ended-merged = Объединено
ended-by-superseded = Заменено на
ended-by-split = Разделено на
ended-by-merged = Объединено с
ended-from-superseded = Заменяет
ended-from-split = Выделено из
ended-from-merged = Объединено из
ended-page = Эта страница была частью доклада и больше ею не является.

collection-title = Доклады вместе
collection-description = Этот доклад, доклады, на которые он ссылается, и доклады, которые ссылаются на него.
refers-to-other = Ссылки на него
referred-to-by-other = Ссылки из него

changes-title = Последние изменения
changes-description = Что произошло с тех пор: сначала новое.
changes-of-year = Изменения за { $year } год
progress-title = Как обстоят дела
progress-description = Последнее слово каждого оценивающего, в числах. Если об одном говорят двое, каждый считается отдельно.
assessor = Кто оценивает
year = Год
no-entry = Нет записей
total = Всего
shares = Проценты — от общего числа в каждой строке.
percent = { $number } %
none-of-these = Ничего из этого
judgement = { $assessor }: { $state }
feed = Лента
feed-entry = { $title }: { $state }
differ = Оценки расходятся. Каждый говорит за себя.
on-records = { $count ->
    [one] О { $count } странице
   *[other] О { $count } страницах
}
more = Ещё { $count }
some-time = В течение { $year } года
milestones-title = Что было обещано
milestones-description = Все этапы по годам, в которые наступает срок, с ответственными и состоянием.
changed-since = Изменение с последней оценки
before = Прежде
now = Сейчас
change = Изменение
moved-away = перенесено на другой год: { $count }
milestones-count = { $count ->
    [one] { $count } этап
    [few] { $count } этапа
   *[other] { $count } этапов
}
promised-by = Обещано к сроку: { $date }
promised-open = Обещано без срока
moved-to = Перенесено на: { $date }
done-on = Выполнено: { $date }
stated = Заявлено
standing-overdue = Просрочено
standing-due = Срок не наступил
standing-open = Без срока
standing-done-late = Выполнено с опозданием
standing-done = Выполнено
answered-late = Первая запись с опозданием
late = { $count ->
    [one] опоздание на { $count } день
    [few] опоздание на { $count } дня
   *[other] опоздание на { $count } дней
}
late-at-least = { $count ->
    [one] опоздание не менее чем на { $count } день
    [few] опоздание не менее чем на { $count } дня
   *[other] опоздание не менее чем на { $count } дней
}
due = Срок
due-by = Срок: { $date }
first-due = сначала обещано к сроку: { $date }
moved-times = { $count ->
    [one] перенесено { $count } раз
    [few] перенесено { $count } раза
   *[other] перенесено { $count } раз
}
as-of = По состоянию на: { $date }
clock-met = Первая запись ожидалась к сроку ({ $date }) и появилась вовремя
clock-late = Первая запись ожидалась к сроку ({ $date })
clock-overdue = Первая запись ожидалась к сроку ({ $date }), но её нет
clock-open = Первая запись ожидается к сроку ({ $date })
story = Хронология
published = Опубликовано
evidence = Подтверждения
owed = Обязательства
owed-by = Ответственный
versions-title = Версии
versions-description = Опубликованные версии этого доклада и изменения в каждой из них.
version-against = Что изменилось после версии { $version }.
version-first = Первая версия.
version-count = { $count ->
    [one] { $count } изменение
    [few] { $count } изменения
   *[other] { $count } изменений
}
version-same = Ничего не изменилось.
since-latest = Изменения после последней версии
since-title = Изменения после версии { $version }
version-changed = Изменено
version-added = Добавлено
version-removed = Удалено
version-id = Прежнее имя
version-likely = Вероятно, то же самое под другим именем.
version-inside = Входит в
version-order = Порядок
version-elsewhere = Стоит на другом месте среди подобных
version-summary = Описание
version-mentions = Ссылается на
version-text = Текст
changed-text = Этот текст изменился с момента первой публикации
changed-record = Эта страница изменилась с момента первой публикации
changed-in = Изменено в
digest-title = Что изменилось: { $date }
digest-months = По месяцам
digest-text = Простым текстом
digest-mail = Письмом для отправки
card-to-share = Картинка для публикации
file-kb = { $size } КБ
file-mb = { $size } МБ
shown-files = Файлы, показанные на страницах или доступные по ссылкам
due-dates = Сроки, которые ещё не выполнены
overdue-title = Что просрочено
moves-title = Перенесённые сроки
data = Данные
data-description = Этот доклад в виде файлов для электронных таблиц, карт, скриптов и других программ.
data-files = Файлы
data-example = Пример из { $file }
all-records = Все записи
all-relations = Все связи между записями
all-dates = Все датированные события
all-tables = Все таблицы и их столбцы
data-inventory = Опись для других докладов, которые ссылаются на этот
all-files = Все файлы
about-csv = Таблицы для электронных таблиц и скриптов, в UTF-8: строка для каждой записи, столбец для каждого поля. Несколько значений в ячейке разделяются знаком «|». Перед текстом, который электронная таблица выполнила бы как формулу, стоит апостроф; удалите его, чтобы получить исходный текст.
about-xlsx = Записи для электронных таблиц: лист для каждого вида, записи о том, что произошло с тех пор, и лист, который объясняет столбцы. Тексты остаются текстами: ни одна ячейка не является формулой. Текст, который не помещается в ячейку, продолжается в дополнительном столбце в конце листа.
about-json = Записи одного вида со всеми полями, по одной на строку. Другие записи названы видом и идентификатором, например recommendation/mediation; у перевода за ними следует язык.
about-datapackage = Что содержит каждая таблица: столбцы с их типами и то, какой столбец ведёт к какой таблице. Программы, которым известен Data Package, читают и проверяют все таблицы через один этот файл.
about-graph = Каждая запись — вершина, каждая связь — ребро под обоими именами: со стороны записи, в которой она указана, и со стороны другой. Рёбра берутся из полей, из вложенности записей и из упоминаний вместе с предложениями.
about-geojson = Записи с координатами, для карт: точка для каждого места, сначала долгота, с полями записи.
about-icalendar = Датированные события этого доклада, для календарей. Дата без дня — событие длиной в месяц или год. Сроки — в отдельном календаре, без того, что уже выполнено; каждый приходится на последний день, который может означать его дата.
about-citations = Как цитировать каждую страницу, для менеджеров ссылок. Заголовок каждой страницы называет её файлы связью «describedby».
about-markdown = Текст каждой страницы в Markdown с полными адресами в ссылках, для языковых моделей и скриптов: добавьте index.md к адресу страницы. В llms.txt сказано, с чего начать.
about-feeds = Что изменилось, для программ чтения лент, в формате Atom: записи о том, что произошло с тех пор, и датированные страницы, сначала новые, по всему докладу и по каждому виду; у страниц, внутри которых есть такие записи, своя лента: feed.xml после адреса. Исправленная запись считается новой. Если в дате нет дня, стоит первый день. Есть и обещания, перенесённые сроки и то, что просрочено.
about-sums = Суммы SHA-256 всех файлов данных. Команда sha256sum --check SHA256SUMS в их папке покажет, таковы ли они, какими были опубликованы.
