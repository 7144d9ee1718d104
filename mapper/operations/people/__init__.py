"""Who may come in: users and their rights, teams, logins, links and tokens, passwords and second factors."""
