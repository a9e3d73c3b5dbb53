not-found-title = No such well
