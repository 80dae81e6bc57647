"""The API: JSON over HTTP for tills, web shops and apps. Parses, asks one service, answers; decides nothing."""
