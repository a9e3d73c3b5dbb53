not-found-title = Pas de tel puits
