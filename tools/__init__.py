"""Starting the product and preparing the machine it runs on."""
