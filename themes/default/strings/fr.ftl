# Les mots de l'interface, en français.

home = Accueil
menu = Menu principal
menu-open = Menu
close = Fermer
find = Chercher
find-label = Trouver une page par son numéro, son titre ou son texte
keys = Raccourcis clavier
key-find = Chercher une page
key-number = Chercher une page par son numéro
key-neighbours = Page précédente ou suivante
key-paragraphs = Paragraphe précédent ou suivant, pour y renvoyer
key-help = Cette liste
key-close = Fermer
keys-single = Utiliser les raccourcis d’une seule touche
colours = Couleurs
colours-auto = Comme l’appareil
colours-light = Claires
colours-dark = Sombres
colours-contrast = Contraste élevé
sources = Sources
breadcrumbs = Où se trouve cette page
skip-to-content = Aller au contenu
on-this-page = Sur cette page
facts = En bref
connections = Ce qui y renvoie
entries = { $count ->
    [one] { $count } entrée
   *[other] { $count } entrées
}
all-kinds = Tout ce rapport
cite = Citer cette page
cite-part = « { $part } », dans{" "}
cite-separator = ,{" "}
restates = Reformule :
cite-restating = texte reformulé d’après { $source }
cite-sources = { $count ->
    [one] Source
   *[other] Sources
}
link-here = Lien
link-copied = Copié
neighbours = Avant et après
previous = Précédent
next = Suivant
own-page = Page propre
mentions = Mentionne
mentioned-in = Mentionné dans
mentions-more = { $count ->
    [one] et { $count } autre
   *[other] et { $count } autres
}
footnotes = Notes
footnote-back = Retour à l’appel de note
yes = Oui
no = Non

not-found-title = Cette page n’existe pas
not-found-text = Cette adresse ne mène nulle part. Elle a peut-être changé, ou n’a peut-être jamais été juste.
to-home = Vers la page d’accueil
moved-title = Cette page a changé d’adresse
moved-text = Aller à sa nouvelle adresse

alert-note = Note
alert-tip = Conseil
alert-important = Important
alert-warning = Attention
alert-caution = Prudence

date-year = { $year }
date-month = { $month } { $year }
date-day = { $day ->
    [1] 1er
   *[other] { $day }
} { $month } { $year }
month = { $number ->
    [1] janvier
    [2] février
    [3] mars
    [4] avril
    [5] mai
    [6] juin
    [7] juillet
    [8] août
    [9] septembre
    [10] octobre
    [11] novembre
   *[12] décembre
}
north = { $degrees }° N
south = { $degrees }° S
east = { $degrees }° E
west = { $degrees }° O

letters = Lettres
contents = Table des matières
chapter-draft = (pas encore écrit)
hidden-lines = Afficher les lignes masquées
code-copy = Copier
titles-title = Toutes les pages
titles-description = Toutes les pages de ce rapport, par titre.
titles-of-letter = Toutes les pages : { $letter }
letter-part = { $letter }, partie { $part }
part = Partie { $part }
parts = Parties
whole-title = Le rapport entier
whole-description = Tout sur une seule page, dans l’ordre de lecture, pour imprimer et pour chercher.
whole-apart = Le rapport entier est trop long pour une seule page. Chaque document a sa propre page à imprimer.
whole-document = Ce document sur une seule page, pour imprimer et pour chercher.
sort-order = Dans l’ordre
sort-title = Par titre
kind = Type

neighbourhood = Voisinage
relation = Relation
record = Fiche
place = Lieu
coordinates = Coordonnées
rough-place = le pays, placé à sa capitale
date = Date
event = Événement
as-a-table = La même chose en tableau
outlines = Contours : Natural Earth. Ils n’expriment aucune opinion sur une frontière ni sur le statut d’un territoire.

filter = Filtrer
sort = Trier
filtered = { $shown } sur { $all }
from = De
to = À
filter-reset = Tout afficher
view-list = Liste
view-table = Tableau
number = Numéro
title = Titre
download = Télécharger (CSV)
filter-any = tous
found = Résultats : { $count }
found-instead = Résultats pour « { $meant } » au lieu de « { $written } ».
found-without = Aucune page ne contient tous ces mots. Manque : { $words }
found-nothing = Rien trouvé : { $words }
find-failed = La recherche n’a pas pu être chargée.
first = Début
last = Fin
part-title = { $title }, partie { $number } sur { $count }
part-of = Partie { $number } sur { $count }
rows-more = Afficher plus
rows-failed = La liste n’a pas pu être chargée : elle ne peut être ni filtrée ni triée ici.
filter-most = Les { $count } valeurs les plus fréquentes. Saisissez du texte pour en trouver d’autres.

ended = Fin
ended-not = En vigueur
ended-withdrawn = Retirée
ended-superseded = Remplacée
ended-split = Scindée
ended-merged = Fusionnée
ended-by-superseded = Remplacée par
ended-by-split = Scindée en
ended-by-merged = Fusionnée avec
ended-from-superseded = Remplace
ended-from-split = Issue de la scission de
ended-from-merged = Issue de la fusion de
ended-page = Cette page faisait partie du rapport et n’en fait plus partie.

collection-title = Rapports réunis
collection-description = Ce rapport, ceux auxquels il renvoie et ceux qui y renvoient.
refers-to-other = Renvois vers ce rapport
referred-to-by-other = Renvois depuis ce rapport

changes-title = Derniers changements
changes-description = Ce qui s’est passé depuis, du plus récent au plus ancien.
changes-of-year = Changements de { $year }
progress-title = Où en sont les choses
progress-description = Ce que chaque évaluateur a dit en dernier, en chiffres. Quand deux parlent d’une même fiche, chacun compte pour lui-même.
assessor = Évaluateur
year = Année
no-entry = Aucune entrée
total = Total
shares = Les pourcentages se rapportent au total de chaque ligne.
percent = { $number } %
none-of-these = Aucun de ceux-ci
judgement = { $assessor } : { $state }
feed = Flux
feed-entry = { $title } : { $state }
differ = Les évaluateurs divergent. Chacun parle pour lui-même.
on-records = { $count ->
    [one] Sur { $count } fiche
   *[other] Sur { $count } fiches
}
more = { $count } de plus
some-time = Au cours de { $year }
milestones-title = Ce qui a été promis
milestones-description = Toutes les échéances par année, avec qui en répond et où elles en sont.
changed-since = Évolution depuis la dernière évaluation
before = Avant
now = Maintenant
change = Évolution
moved-away = { $count } reportées à une autre année
milestones-count = { $count ->
    [one] { $count } échéance
   *[other] { $count } échéances
}
promised-by = Promis pour : { $date }
promised-open = Promis sans date
moved-to = Reporté à : { $date }
done-on = Fait : { $date }
stated = Déclaré
standing-overdue = En retard
standing-due = À échoir
standing-open = Sans date
standing-done-late = Fait en retard
standing-done = Fait
answered-late = Première mention en retard
late = { $count ->
    [one] { $count } jour de retard
   *[other] { $count } jours de retard
}
late-at-least = { $count ->
    [one] au moins { $count } jour de retard
   *[other] au moins { $count } jours de retard
}
due = Échéance
due-by = Échéance : { $date }
first-due = promis d’abord pour : { $date }
moved-times = { $count ->
    [one] reporté { $count } fois
   *[other] reporté { $count } fois
}
as-of = Situation : { $date }
clock-met = Une première mention était attendue (échéance : { $date }) et est arrivée à temps
clock-late = Une première mention était attendue (échéance : { $date })
clock-overdue = Une première mention était attendue (échéance : { $date }) et manque
clock-open = Une première mention est attendue (échéance : { $date })
story = Chronologie
published = Publication
evidence = Preuves
owed = Dû
owed-by = Dû par
versions-title = Versions
versions-description = Les versions publiées de ce rapport, et ce qui a changé dans chacune.
version-against = Ce qui a changé depuis la version { $version }.
version-first = La première version.
version-count = { $count ->
    [one] { $count } changement
   *[other] { $count } changements
}
version-same = Rien n’a changé.
since-latest = Changements depuis la dernière version
since-title = Changements depuis la version { $version }
version-changed = Modifiés
version-added = Ajoutés
version-removed = Supprimés
version-id = Ancien nom
version-likely = Probablement le même élément sous un autre nom.
version-inside = Fait partie de
version-order = Ordre
version-elsewhere = Occupe une autre place parmi ses semblables
version-summary = Description
version-mentions = Renvoie à
version-text = Texte
changed-text = Ce texte a changé depuis sa première publication
changed-record = Cette page a changé depuis sa première publication
changed-in = Modifié dans
digest-title = Ce qui a changé : { $date }
digest-months = Mois par mois
digest-text = En texte brut
digest-mail = En courriel à envoyer
card-to-share = Image à partager
file-kb = { $size } ko
file-mb = { $size } Mo
shown-files = Fichiers montrés ou liés par les pages
due-dates = Échéances en cours
overdue-title = Ce qui est passé en retard
moves-title = Échéances reportées
data = Données
data-description = Ce rapport sous forme de fichiers pour tableurs, cartes, scripts et autres programmes.
data-files = Fichiers
data-example = Un exemple tiré de { $file }
all-records = Toutes les fiches
all-relations = Toutes les relations entre fiches
all-dates = Tous les événements datés
all-tables = Tous les tableaux et leurs colonnes
data-inventory = Inventaire, pour d’autres rapports qui renvoient à celui-ci
all-files = Tous les fichiers
about-csv = Des tableaux pour tableurs et scripts, en UTF-8 : une ligne par fiche, une colonne par champ. Plusieurs valeurs dans une cellule sont séparées par « | ». Un texte qu’un tableur exécuterait comme formule est précédé d’une apostrophe ; supprimez-la pour retrouver le texte.
about-xlsx = Les fiches pour tableurs : une feuille par type, les entrées sur les suites données, et une feuille qui explique les colonnes. Les textes restent des textes : aucune cellule n’est une formule. Un texte trop long pour une cellule continue dans une autre colonne, à la fin de la feuille.
about-json = Les fiches d’un type avec tous leurs champs, une fiche par ligne. Les autres fiches sont nommées par leur type et leur identifiant, comme recommendation/mediation ; une traduction porte en plus sa langue.
about-datapackage = Ce que contient chaque tableau : les colonnes avec leurs types, et la colonne qui mène à tel autre tableau. Les programmes qui connaissent Data Package lisent et vérifient tous les tableaux à travers ce seul fichier.
about-graph = Chaque fiche est un nœud, et chaque relation une arête sous ses deux noms : celui de la fiche où elle est écrite, et celui de l’autre. Les arêtes viennent des champs, des fiches contenues dans d’autres et des mentions, avec les phrases qui mentionnent.
about-geojson = Les fiches qui ont des coordonnées, pour les cartes : un point par lieu, longitude d’abord, avec les champs de la fiche.
about-icalendar = Les événements datés de ce rapport, pour les agendas. Une date sans jour est un événement aussi long que son mois ou son année. Les échéances ont leur propre agenda, sans ce qui est fait ; chacune tombe le dernier jour que sa date peut désigner.
about-citations = Comment citer chaque page, pour les gestionnaires de références. L’en-tête de chaque page nomme ses fichiers, avec la relation « describedby ».
about-markdown = Le texte de chaque page en Markdown, avec des adresses complètes dans ses liens, pour modèles de langage et scripts : ajoutez index.md à l’adresse de la page. llms.txt indique par où commencer.
about-feeds = Ce qui a changé, pour les lecteurs de flux, en Atom : les entrées sur les suites données et les fiches datées, les plus récentes d’abord, pour tout le rapport et pour chaque type ; les pages qui contiennent de telles fiches ont leur propre flux, feed.xml après l’adresse. Une entrée modifiée est une nouvelle entrée. Si le jour manque à une date, le premier jour en tient lieu. Les promesses, les échéances reportées et ce qui est passé en retard y figurent aussi.
about-sums = Les empreintes SHA-256 de tous les fichiers de données. Dans leur dossier, sha256sum --check SHA256SUMS dit s’ils sont tels qu’ils ont été publiés.
