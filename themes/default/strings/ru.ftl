# Слова интерфейса на русском языке.

home = Главная
menu = Главное меню
menu-open = Меню
close = Закрыть
find = Найти
find-label = Найти страницу по номеру или заголовку
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
link-here = Ссылка
link-copied = Скопировано
neighbours = До и после
previous = Назад
next = Вперёд
own-page = Отдельная страница
mentions = Упоминает
mentioned-in = Упоминания
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
titles-title = От А до Я
titles-description = Все страницы этого доклада по заголовкам.
whole-title = Весь доклад
whole-description = Всё на одной странице, по порядку чтения, для печати и поиска.
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
filter-any = все
found = В тексте: { $count }

changes-title = Последние изменения
changes-description = Что произошло с тех пор: сначала новое.
changes-of-year = Изменения за { $year } год
progress-title = Как обстоят дела
progress-description = Последнее слово каждого оценивающего, в числах. Если об одном говорят двое, каждый считается отдельно.
assessor = Кто оценивает
year = Год
no-entry = Нет записей
none-of-these = Ничего из этого
judgement = { $assessor }: { $state }
differ = Оценки расходятся. Каждый говорит за себя.
on-records = { $count ->
    [one] О { $count } странице
   *[other] О { $count } страницах
}
some-time = В течение { $year } года
