/** An application with methods that tests choose as spans: Pitot's own packages are never changed. */
package acme;
