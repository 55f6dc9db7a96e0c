-- How long deploying took, in microseconds from its start: what a template's next deployments are planned by.

ALTER TABLE deployment ADD COLUMN deployed_in BIGINT;
UPDATE deployment SET deployed_in = (
    SELECT finished.at - started.at
    FROM entry started
    JOIN entry finished ON finished.ledger = started.ledger AND finished.stream = started.stream
        AND finished.kind = 'deploying.finished/1'
    WHERE started.ledger = deployment.organization AND started.stream = 'deployment/' || deployment.deployment
        AND started.kind = 'deployment.started/1'
)
WHERE stage IN ('verifying', 'completed', 'rolling_back', 'rolled_back', 'failed');
CREATE INDEX deployment_took ON deployment (organization, template, environment, number) WHERE deployed_in IS NOT NULL;
