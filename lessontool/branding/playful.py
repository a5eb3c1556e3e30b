from lessontool.branding.calm import closing as closing, opening as opening
