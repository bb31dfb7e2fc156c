import "./embed.css";
