"""提案 proposals: 提案 and 社情民意信息, the other road on which a topic is carried on."""
