# Las palabras de la interfaz, en español.

home = Inicio
menu = Menú principal
menu-open = Menú
close = Cerrar
find = Buscar
find-label = Buscar por número, título o texto
keys = Atajos de teclado
key-find = Buscar una página
key-number = Buscar una página por su número
key-neighbours = Página anterior o siguiente
key-paragraphs = Párrafo anterior o siguiente, para enlazarlo
key-help = Esta lista
key-close = Cerrar
keys-single = Usar atajos de una sola tecla
colours = Colores
colours-auto = Como el dispositivo
colours-light = Claros
colours-dark = Oscuros
colours-contrast = Alto contraste
sources = Fuentes
breadcrumbs = Dónde está esta página
skip-to-content = Ir al contenido
on-this-page = En esta página
facts = De un vistazo
connections = Lo que remite aquí
entries = { $count ->
    [one] { $count } entrada
   *[other] { $count } entradas
}
all-kinds = Todo este informe
cite = Cómo citar esta página
cite-part = «{ $part }», en{" "}
cite-separator = ,{" "}
restates = Reformula:
cite-restating = reformulación de { $source }
cite-sources = { $count ->
    [one] Fuente
   *[other] Fuentes
}
link-here = Enlace
link-copied = Copiado
neighbours = Antes y después
previous = Anterior
next = Siguiente
own-page = Página propia
mentions = Menciona
mentioned-in = Mencionado en
mentions-more = y { $count } más
footnotes = Notas
footnote-back = Volver a la llamada
yes = Sí
no = No

not-found-title = Esta página no existe
not-found-text = La dirección no lleva a ninguna parte. Puede que haya cambiado o que nunca haya sido correcta.
to-home = A la página de inicio
moved-title = Esta página ha cambiado de lugar
moved-text = Ir a su nueva dirección

alert-note = Nota
alert-tip = Consejo
alert-important = Importante
alert-warning = Advertencia
alert-caution = Precaución

date-year = { $year }
date-month = { $month } de { $year }
date-day = { $day } de { $month } de { $year }
month = { $number ->
    [1] enero
    [2] febrero
    [3] marzo
    [4] abril
    [5] mayo
    [6] junio
    [7] julio
    [8] agosto
    [9] septiembre
    [10] octubre
    [11] noviembre
   *[12] diciembre
}
north = { $degrees }° N
south = { $degrees }° S
east = { $degrees }° E
west = { $degrees }° O

letters = Letras
contents = Índice
chapter-draft = (aún no escrito)
hidden-lines = Mostrar las líneas ocultas
code-copy = Copiar
titles-title = Todas las páginas
titles-description = Todas las páginas de este informe, por título.
titles-of-letter = Todas las páginas: { $letter }
letter-part = { $letter }, parte { $part }
part = Parte { $part }
parts = Partes
whole-title = El informe completo
whole-description = Todo en una sola página, en orden de lectura, para imprimir y para buscar.
whole-apart = El informe completo es demasiado largo para una sola página. Cada documento tiene su propia página para imprimir.
whole-document = Este documento en una sola página, para imprimir y para buscar.
sort-order = En orden
sort-title = Por título
kind = Tipo

neighbourhood = Vecindad
relation = Relación
record = Ficha
place = Lugar
coordinates = Coordenadas
rough-place = el país, situado en su capital
date = Fecha
event = Acontecimiento
as-a-table = Lo mismo en una tabla
outlines = Contornos: Natural Earth. No expresan opinión alguna sobre ninguna frontera ni sobre la condición de ningún territorio.

filter = Filtrar
sort = Ordenar
filtered = { $shown } de { $all }
from = De
to = A
filter-reset = Mostrar todo
view-list = Lista
view-table = Tabla
number = Número
title = Título
download = Descargar (CSV)
filter-any = todos
found = Resultados: { $count }
found-instead = Se muestra «{ $meant }» en lugar de «{ $written }».
found-without = Ninguna página contiene todas estas palabras. Falta: { $words }
found-nothing = No se encontró nada: { $words }
find-failed = No se pudo cargar la búsqueda.
first = Primera
last = Última
part-title = { $title }, parte { $number } de { $count }
part-of = Parte { $number } de { $count }
rows-more = Mostrar más
rows-failed = No se ha podido cargar la lista, por lo que no se puede filtrar ni ordenar aquí.
filter-most = Los { $count } valores más frecuentes. Escriba para encontrar otros.

ended = Fin
ended-not = Vigente
ended-withdrawn = Retirada
ended-superseded = Sustituida
ended-split = Dividida
ended-merged = Fusionada
ended-by-superseded = Sustituida por
ended-by-split = Dividida en
ended-by-merged = Fusionada con
ended-from-superseded = Sustituye a
ended-from-split = Procede de la división de
ended-from-merged = Procede de la fusión de
ended-page = Esta página formaba parte del informe y ya no forma parte de él.

collection-title = Informes relacionados
collection-description = Este informe, los informes a los que remite y los que remiten a él.
refers-to-other = Referencias a ese informe
referred-to-by-other = Referencias desde ese informe

changes-title = Últimos cambios
changes-description = Lo que ha ocurrido desde entonces, lo más reciente primero.
changes-of-year = Cambios de { $year }
progress-title = Cómo están las cosas
progress-description = Lo último que dijo cada evaluador, en cifras. Cuando dos hablan de una misma ficha, cada uno cuenta por sí mismo.
assessor = Evaluador
year = Año
no-entry = Sin entradas
total = Total
shares = Los porcentajes se refieren al total de cada fila.
percent = { $number } %
none-of-these = Ninguno de estos
judgement = { $assessor }: { $state }
feed = Canal
feed-entry = { $title }: { $state }
differ = Los evaluadores discrepan. Cada uno habla por sí mismo.
on-records = { $count ->
    [one] Sobre { $count } ficha
   *[other] Sobre { $count } fichas
}
more = { $count } más
some-time = En algún momento de { $year }
milestones-title = Lo que se prometió
milestones-description = Todos los hitos por el año en que vencen, con su responsable y su situación.
changed-since = Cambio desde la última evaluación
before = Antes
now = Ahora
change = Cambio
moved-away = { $count } aplazados a otro año
milestones-count = { $count ->
    [one] { $count } hito
   *[other] { $count } hitos
}
promised-by = Prometido para: { $date }
promised-open = Prometido sin fecha
moved-to = Aplazado a: { $date }
done-on = Hecho: { $date }
stated = Declarado
standing-overdue = Vencido
standing-due = Por vencer
standing-open = Sin fecha
standing-done-late = Hecho con retraso
standing-done = Hecho
answered-late = Primera mención con retraso
late = { $count ->
    [one] { $count } día de retraso
   *[other] { $count } días de retraso
}
late-at-least = { $count ->
    [one] al menos { $count } día de retraso
   *[other] al menos { $count } días de retraso
}
due = Plazo
due-by = Plazo: { $date }
first-due = prometido primero para: { $date }
moved-times = { $count ->
    [one] aplazado una vez
   *[other] aplazado { $count } veces
}
as-of = Situación: { $date }
clock-met = Se esperaba una primera mención (plazo: { $date }) y llegó a tiempo
clock-late = Se esperaba una primera mención (plazo: { $date })
clock-overdue = Se esperaba una primera mención (plazo: { $date }) y falta
clock-open = Se espera una primera mención (plazo: { $date })
story = Cronología
published = Publicación
evidence = Pruebas
owed = Pendiente
owed-by = A cargo de
versions-title = Versiones
versions-description = Las versiones publicadas de este informe y lo que cambió en cada una.
version-against = Lo que cambió desde la versión { $version }.
version-first = La primera versión.
version-count = { $count ->
    [one] { $count } cambio
   *[other] { $count } cambios
}
version-same = Nada ha cambiado.
since-latest = Cambios desde la última versión
since-title = Cambios desde la versión { $version }
version-changed = Modificados
version-added = Añadidos
version-removed = Eliminados
version-id = Nombre anterior
version-likely = Probablemente el mismo, con otro nombre.
version-inside = Forma parte de
version-order = Orden
version-elsewhere = Ocupa otro lugar entre los de su clase
version-summary = Descripción
version-mentions = Remite a
version-text = Texto
changed-text = Este texto ha cambiado desde su primera publicación
changed-record = Esta página ha cambiado desde su primera publicación
changed-in = Modificado en
digest-title = Qué cambió: { $date }
digest-months = Mes a mes
digest-text = Como texto sin formato
digest-mail = Como correo para enviar
card-to-share = Imagen para compartir
file-kb = { $size } kB
file-mb = { $size } MB
shown-files = Archivos que las páginas muestran o enlazan
due-dates = Plazos pendientes
overdue-title = Lo que ha vencido
moves-title = Plazos aplazados
data = Datos
data-description = Este informe en archivos para hojas de cálculo, mapas, scripts y otros programas.
data-files = Archivos
data-example = Un ejemplo de { $file }
all-records = Todos los registros
all-relations = Todas las relaciones entre registros
all-dates = Todos los acontecimientos con fecha
all-tables = Todas las tablas y sus columnas
data-inventory = Inventario, para otros informes que remiten a este
all-files = Todos los archivos
about-csv = Tablas para hojas de cálculo y scripts, en UTF-8: una fila por registro, una columna por campo. Varios valores en una celda se separan con «|». Un texto que una hoja de cálculo ejecutaría como fórmula lleva delante un apóstrofo; quítelo para recuperar el texto.
about-xlsx = Los registros para hojas de cálculo: una hoja por tipo, las entradas sobre lo ocurrido desde entonces y una hoja que explica las columnas. Los textos siguen siendo textos: ninguna celda es una fórmula. Un texto demasiado largo para una celda continúa en otra columna, al final de la hoja.
about-json = Los registros de un tipo con todos sus campos, un registro por línea. Los demás registros se nombran por tipo e identificador, como recommendation/mediation; una traducción lleva detrás su idioma.
about-datapackage = Qué contiene cada tabla: las columnas con sus tipos y qué columna lleva a qué otra tabla. Los programas que conocen Data Package leen y comprueban todas las tablas a través de este único archivo.
about-graph = Cada registro es un nodo y cada relación una arista con sus dos nombres: el del registro en que está escrita y el del otro. Las aristas proceden de los campos, de los registros contenidos en otros y de las menciones, con las frases que mencionan.
about-geojson = Los registros que tienen coordenadas, para mapas: un punto por lugar, primero la longitud, con los campos del registro.
about-icalendar = Los acontecimientos con fecha de este informe, para calendarios. Una fecha sin día es un acontecimiento que dura su mes o su año. Los plazos tienen un calendario propio, sin lo que ya está hecho; cada uno cae en el último día que su fecha puede indicar.
about-citations = Cómo se cita cada página, para gestores de referencias. La cabecera de cada página nombra sus archivos, con la relación «describedby».
about-markdown = El texto de cada página en Markdown, con direcciones completas en sus enlaces, para modelos de lenguaje y scripts: añada index.md a la dirección de la página. llms.txt indica por dónde empezar.
about-feeds = Lo que ha cambiado, para lectores de canales, en Atom: las entradas sobre lo ocurrido desde entonces y los registros con fecha, primero los más recientes, de todo el informe y de cada tipo; las páginas que contienen tales registros tienen un canal propio, feed.xml tras la dirección. Una entrada modificada es una entrada nueva. Si a una fecha le falta el día, figura el primero. También figuran lo prometido, los plazos aplazados y lo que ha vencido.
about-sums = Las sumas SHA-256 de todos los archivos de datos. En su carpeta, sha256sum --check SHA256SUMS dice si están tal como se publicaron.
